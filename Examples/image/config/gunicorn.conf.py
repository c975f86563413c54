# A template: a name in double braces is the value of an environment variable. A JSON string is one of Python, too.
{{#if PORT}}
bind = "0.0.0.0:{{PORT}}"
{{else}}
bind = "unix:" + {{SOCKET | json}}
{{/if}}
workers = {{WORKERS}}
chdir = "/opt/demo"
# Workers show by a file that they live; on a disk, that could take long.
worker_tmp_dir = "/dev/shm"
# A stop waits as long for requests that are being answered.
graceful_timeout = 30
