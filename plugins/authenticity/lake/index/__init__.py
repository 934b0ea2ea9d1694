"""The optional index beside a stock: it makes look-ups faster and finds nothing else."""
