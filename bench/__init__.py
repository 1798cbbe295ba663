"""The benchmarks: one line of JSON for each figure."""
