"""`negotiation doubt MODEL`"""

from negotiation.cli import common


def doubt(
    model: common.ModelName,
    set: common.Set = None,
    preset: common.PresetName = None,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find the equilibria where each party knows its own type alone, and say what doubt costs."""
    from negotiation.incomplete import doubt as find
    from negotiation.library import load

    common.fits(to)
    loaded = load(model)
    known = loaded.bayesian()
    found = find(loaded, preset=preset, method=method, at=common.settings(known, set))
    if format is common.Format.table and to is None:
        print(found)
    else:
        common.show(found, format, to)
