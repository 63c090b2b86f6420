"""`negotiation models`"""

from negotiation.cli.common import Format, FormatOption, show


def models(format: FormatOption = Format.table) -> None:
    """List the shipped models by kind, with what is known of each."""
    from dataclasses import asdict

    import pandas as pd

    from negotiation.library import GRAPHS, card, groups
    from negotiation.provenance import Provenance

    rows = [{"model": name, "kind": "graph" if group.id == GRAPHS else "payoffs", "group": group.label,
             **asdict(card(path))}
            for group in groups() for name, path in group.files.items()]
    if format is Format.table:
        print(_listed(rows))
        return
    head = Provenance("models").head()
    document = {name: head[name] for name in ("format", "analysis", "command")} | {"models": rows}
    show(pd.DataFrame(rows), format, None, document=document)


def _listed(rows: list[dict[str, str]]) -> str:
    """Lay the models out under the names of their groups, each with its title and whether its numbers are published."""
    wide = max(len(row["model"]) for row in rows)
    lines: list[str] = []
    for row in rows:
        if row["group"] not in lines:
            lines += ["", row["group"]] if lines else [row["group"]]
        lines.append(f"  {row['model']:{wide}}  {row['title']} [{row['numbers']}]")
    return "\n".join(lines)
