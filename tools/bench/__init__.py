"""What the tool costs, as ratios to peers and limits that are measured or named in the same run: `make bench`.

`figures` says what a figure is; `processes` measures whole processes; each part (`startup`, `generation`, `served`,
`growth`) gives figures; `__main__` runs the parts, prints the table and writes `build/bench/results.json`.
"""
