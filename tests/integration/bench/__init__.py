"""The benchmarks at a small scale."""
