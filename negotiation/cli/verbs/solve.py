"""`negotiation solve MODEL`"""

from negotiation.cli import common


def solve(
    model: common.ModelName,
    set: common.Set = None,
    preset: common.PresetName = None,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find the equilibria at one point."""
    from negotiation.documents import solution
    from negotiation.library import load
    from negotiation.solvers import solve as find

    loaded = load(model)
    found = find(loaded.at(preset, **common.settings(set)), method)
    if format is common.Format.table and to is None:
        print(found)
    else:
        common.show(found, lambda: solution(loaded, found), format, to)
