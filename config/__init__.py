"""Settings, URLs and Celery: knows every room, known by none."""
