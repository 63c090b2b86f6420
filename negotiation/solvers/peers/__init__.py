"""Methods that other packages compute: nashpy, and Gambit where it is installed."""
