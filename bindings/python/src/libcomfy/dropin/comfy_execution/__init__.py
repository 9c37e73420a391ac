from libcomfy.absent import complete

complete(globals())
