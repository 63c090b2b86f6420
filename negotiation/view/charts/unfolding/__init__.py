"""The war as it unfolds: the fan and its ends over the periods; play and worth by state; who breaks a deal."""
