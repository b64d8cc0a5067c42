"""Tests. What Python compiles is kept for the next process, whatever the environment says of it.

Containers often forbid it (PYTHONDONTWRITEBYTECODE), and then each worker and each of the thousand programs started
here compiles all modules anew: collecting 12,700 tests takes 22 s of processor time instead of 9.
"""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
