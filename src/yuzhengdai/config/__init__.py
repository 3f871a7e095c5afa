"""Settings, environment, URL configuration and start-up checks."""
