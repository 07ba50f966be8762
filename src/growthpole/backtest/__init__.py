"""Was the advice right? Rolling-origin evaluation of opportunities and trajectories."""
