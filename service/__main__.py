"""``copydesk`` and ``python -m service``."""

from __future__ import annotations

import sys

from service.signals import leave_on_signals


def main() -> None:
    """Run a command."""
    if sys.argv[1:2] == ["run"]:
        leave_on_signals()  # before the command line is loaded: that takes half a second
    from service import cli

    cli.main()


if __name__ == "__main__":
    main()
