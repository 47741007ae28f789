"""What stands behind the commands of tasks.py."""
