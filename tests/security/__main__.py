"""Write the tables of docs/security.md anew: ``python -m tests.security``."""

from __future__ import annotations

from pathlib import Path

from service.settings import Settings
from tests.security.cases import CASES
from tests.security.rights import NEEDED

PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def doors() -> str:
    """Each way to come in, and what is said."""
    rows = (
        f"| {case.name} | {case.exit_code} | `{case.tells.replace('%', '<broker>')}` |\n"
        for case in CASES
    )
    return "| what is tried | exit | told |\n|---|---|---|\n" + "".join(rows)


def rights() -> str:
    """Each command's least rights, with the names of the default settings."""
    settings = Settings.model_construct(instance_id="<instance>")
    rows = (
        f"| `{name}` | {'<br>'.join(f'`{right}`' for right in needed(settings))} |\n"
        for name, needed in NEEDED.items()
    )
    return "| command | rights |\n|---|---|\n" + "".join(rows)


def page(text: str) -> str:
    """Put the tables in their places."""
    for name, table in (("doors", doors()), ("rights", rights())):
        mark = f"<!-- {name}: made by `python -m tests.security` -->\n\n"
        before, _, after = text.partition(mark)
        rest = after.partition("\n\n")[2]
        text = f"{before}{mark}{table}\n{rest}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
