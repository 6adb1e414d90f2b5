"""Classes: a lesson asked of many people at once, their answers and marks. Demonstrations alone have any."""
