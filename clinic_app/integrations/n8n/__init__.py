"""What n8n posts: the answers of patients, in the words of whoever drew the workflow. Sending is the work of its Botconversa account."""
