"""What a clerk keyed in, one attribute a module: compact it, judge it, make it canonical."""
