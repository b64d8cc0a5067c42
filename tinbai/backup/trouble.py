"""Why a backup could not be made or put back, in words for whoever runs the service."""

from collections.abc import Mapping

from tinbai.errors import TinbaiError

# What happened, what was kept, what to do next (msgids).
SENTENCES: Mapping[str, str] = {
    "stopped": "Stopped. Nothing half made was left. The same command begins again and keeps the files copied so far.",
    "none": "{where}: there is no complete backup here. Name the folder that tinbai backup was given.",
    "damaged-manifest": "{where}: the list of this backup is damaged. Nothing was restored. Take another backup: name"
    " its folder.",
    "newer": "{where}: a newer Tinbai made this backup. Nothing was restored. Install that version or a later one.",
    "engine": "This backup is of {one}, the settings name {other}. Nothing was restored. Name a database of the same"
    " kind.",
    "not-empty-database": "The database {where} is not empty. Nothing was changed. Name an empty one in the settings,"
    " or move this one away.",
    "not-empty-folder": "{where} holds files that are not of this backup. Nothing was changed. Name an empty data"
    " folder, or move this one away.",
    "damaged": "Damaged or missing in the backup: {files}. What is whole was copied, the database is still empty. Take"
    " another backup, or add --without-damaged to go on without these mails and files.",
    "damaged-table": "Damaged or missing in the backup: {files}. Nothing was put into the database. Take another"
    " backup.",
    "unsound": "The restored database is not sound: {said}. Nothing is lost of the backup. Restore on another disk.",
    "full": "No room is left: {said}. What was copied is kept, nothing half made stands. Make room or name another"
    " disk.",
    "schema": "The database does not let us make a place for the test: {said}. Allow its user to make schemas, e.g."
    " GRANT CREATE ON DATABASE … TO …",
}


class BackupTrouble(TinbaiError):
    """`code` is a key of SENTENCES, `params` fill it in; the text is English, for logs."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(SENTENCES[code].format(**params))
        self.code, self.params = code, params


MOST = 5  # files that are named; the others are counted


def listed(files: list[str]) -> str:
    """The first few, and how many more."""
    more = f" (+{len(files) - MOST})" if len(files) > MOST else ""
    return ", ".join(files[:MOST]) + more
