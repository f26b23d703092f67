"""The command `portfolio` and `python -m portfolio`."""

import gc
import os


def main() -> None:
    """Run the command line. Everything made from here on is for this user's eyes only."""
    os.umask(0o077)
    gc.disable()  # while starting: a tenth of the time; a command or the first paint turns it on again
    from portfolio.cli import run

    run()


if __name__ == "__main__":
    main()
