"""Run Tinbai from a checkout: `python main.py`."""

from tinbai.cli.main import main

if __name__ == "__main__":
    main()
