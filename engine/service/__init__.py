"""One function a job: what the command line, the tests and later the web page call."""
