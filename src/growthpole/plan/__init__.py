"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails."""
