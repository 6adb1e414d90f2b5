"""Pages of fields of work: which KPIs a signal or an instruction concerns, the matrix of stations, the sentence."""
