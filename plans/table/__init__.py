"""The office's Excel indicator table (指标分解表): every doubt with its cell."""
