"""Features built on boards and judgements, one room each; no room imports another's insides without need."""
