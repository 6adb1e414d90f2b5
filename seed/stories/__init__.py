"""Stories planted into a made-up bureau, for lessons and for measuring what finds them: off unless asked for."""
