"""The app: `streamlit run app.py`, or with a model: `streamlit run app.py -- geneva-2016`."""

from negotiation.view.frame import run
from negotiation.view.pages import PAGES

run(PAGES)
