"""django-helpdesk takes mails from a folder into its own database: CPU per mail as JSON on stdout.

    python helpdesk_queue.py FOLDER WORK     every *.eml of FOLDER; WORK: an empty folder for database and attachments

Runs in the environment of the peers, not in ours.
"""

import json
import logging
import sys
import time
from pathlib import Path

urlpatterns: list[object] = []  # of Django, filled when the applications are ready


def configure(work: Path) -> None:
    """The least that django-helpdesk needs: SQLite, mail kept in memory."""
    from django.conf import settings

    contrib = ("auth", "contenttypes", "sessions", "sites", "humanize", "messages", "admin", "staticfiles")
    settings.configure(
        SECRET_KEY="benchmark",
        SITE_ID=1,
        USE_TZ=True,
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in contrib), "rest_framework", "helpdesk"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(work / "helpdesk.db")}},
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        MEDIA_ROOT=str(work / "media"),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF=__name__,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        HELPDESK_KB_ENABLED=False,
        HELPDESK_TEAMS_MODEL="auth.Group",
        HELPDESK_TEAMS_MIGRATION_DEPENDENCIES=[],
        HELPDESK_KBITEM_TEAM_GETTER=lambda _item: None,
        HELPDESK_VALID_EXTENSIONS=[".docx", ".jpg", ".png", ".txt", ".html", ".eml"],
    )


def main(folder: Path, work: Path) -> None:
    configure(work)
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import include, path

    call_command("migrate", verbosity=0)
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import Queue, Ticket

    urlpatterns.append(path("", include("helpdesk.urls", namespace="helpdesk")))
    queue = Queue.objects.create(title="Tin", slug="tin", email_address="bbt@example.vn", allow_email_submission=True)
    logger = logging.getLogger("benchmark")
    logger.setLevel(logging.CRITICAL)
    mails = [file.read_text("utf-8", "surrogateescape") for file in sorted(folder.glob("*.eml"))]
    extract_email_metadata(mails[0], queue, logger)
    started = time.process_time()
    for mail in mails[1:]:
        extract_email_metadata(mail, queue, logger)
    spent = time.process_time() - started
    print(json.dumps({"cpu_ms": 1000 * spent / (len(mails) - 1), "stored": Ticket.objects.count()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
