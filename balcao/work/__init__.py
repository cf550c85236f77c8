"""What happens later: jobs that follow from events, and the schedule."""
