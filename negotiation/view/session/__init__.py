"""Where a session stands: its address, its history, what a reader chose, the models of her own."""
