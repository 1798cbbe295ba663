"""Each reader's own pack: plan, build, deliver."""
