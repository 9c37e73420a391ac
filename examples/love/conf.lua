function love.conf(t)
    t.identity = "libcomfy-love"
    t.version = "11.4"
    t.window.title = "libcomfy in LÖVE"
    t.window.width = 640
    t.window.height = 480
    t.window.vsync = 1
end
