"""Speed and memory as ratios within one run; ``python -m benchmarks`` prints them. No timed test lives anywhere else."""
