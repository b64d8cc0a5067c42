"""Roles in words."""

from collections.abc import Mapping

# role of decisions.MAY -> msgids: its name, what it is for
ROLES: Mapping[str, tuple[str, str]] = {
    "editor": ("Editor", "Edits stories and decides on them."),
    "secretary": ("Secretary of the board", "Like an editor, and keeps the templates of letters."),
    "chief_editor": ("Head of the board", "Approves what others have decided, where two steps are wanted."),
    "admin": ("Administrator", "Keeps people, mailboxes and settings; decides on no story."),
    "security_officer": ("Security officer", "Alone sees what is held; releases or destroys it."),
    "auditor": ("Reader", "Reads everything but what is held, and changes nothing."),
}
ROLE_NAMES: Mapping[str, str] = {role: words[0] for role, words in ROLES.items()}
