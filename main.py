"""Run Tinbai from a checkout: `python main.py`."""

import sys

try:
    from tinbai.cli.main import main
except ModuleNotFoundError as missing:
    sys.exit(f"tinbai: {missing.name} is not installed for this Python; `make run` installs it, into .venv")

if __name__ == "__main__":
    main()
