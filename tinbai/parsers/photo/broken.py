"""What Pillow's plugins raise on damaged files, as met in fuzzing; anything else would be a defect of ours."""

import struct
import zlib

BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, ZeroDivisionError,
           AttributeError, RuntimeError, struct.error, zlib.error)  # fmt: skip
