"""The program, its logs written in both forms at once: every event as a line of JSON and as one for people.

python -m tests.servers.twice_logged run
"""

import structlog

from tinbai import logs
from tinbai.cli.main import main
from tinbai.settings import Log

_configure = logs.configure


def _both(log: Log) -> None:
    """As configured, but for the last step: the line of one form and then that of the other."""
    renderers: list[structlog.types.Processor] = []
    for form in ("json", "console"):
        _configure(log.model_copy(update={"format": form}))
        *steps, renderer = structlog.get_config()["processors"]
        renderers.append(renderer)

    def lines(logger: object, method: str, event: structlog.types.EventDict) -> str:
        return "\n".join(str(render(logger, method, dict(event))) for render in renderers)

    structlog.configure(processors=[*steps, lines])


if __name__ == "__main__":
    logs.configure = _both
    main()
