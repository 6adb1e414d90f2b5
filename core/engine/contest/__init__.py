"""Contests (比武): how areas changed against their own past and against like areas."""
