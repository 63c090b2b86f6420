"""Who is there: sessions of this server told apart."""

from __future__ import annotations

from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx


def visitor() -> str:
    """Return the id of the session that runs, '' outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""
