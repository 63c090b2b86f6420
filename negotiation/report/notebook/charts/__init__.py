"""Results as Altair charts, a file a kind of drawing; only these files import Altair."""
