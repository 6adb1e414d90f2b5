"""A station's own page: peers, causes of a change, workload, duties."""
