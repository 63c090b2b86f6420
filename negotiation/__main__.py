"""The program. What stops it before its first word, while Python still reads its files, or after its last is quiet."""

import os
import signal


def _leave(*_: object) -> None:
    os._exit(130)


for _number in (signal.SIGINT, signal.SIGTERM):
    # A shell that starts us in the background has Ctrl-C ignored; that stays so.
    if signal.getsignal(_number) is not signal.SIG_IGN:
        signal.signal(_number, _leave)

from negotiation.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
