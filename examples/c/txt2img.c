/*
 * Text to image with libcomfy, from C.
 *
 *     make build
 *     export PKG_CONFIG_PATH=$PWD/dist/lib/pkgconfig
 *     cc -o txt2img examples/c/txt2img.c $(pkg-config --cflags --libs comfy) -Wl,-rpath,$PWD/dist/lib
 *     ./txt2img examples/demo-model
 *
 * Runs ComfyUI's classic seven-node workflow on the demo model, shows the progress, writes the image as a PPM straight
 * from memory, and prints the outputs. comfy.h is the manual of every function that is used here.
 */
#include <comfy.h>
#include <stdio.h>

static const char workflow[] =
    "{\"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"demo.safetensors\"}},"
    " \"5\": {\"class_type\": \"EmptyLatentImage\", \"inputs\": {\"width\": 128, \"height\": 128, \"batch_size\": 1}},"
    " \"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\":"
    "         {\"text\": \"a large red circle on a blue background\", \"clip\": [\"4\", 1]}},"
    " \"7\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"\", \"clip\": [\"4\", 1]}},"
    " \"3\": {\"class_type\": \"KSampler\", \"inputs\":"
    "         {\"model\": [\"4\", 0], \"positive\": [\"6\", 0], \"negative\": [\"7\", 0], \"latent_image\": [\"5\", 0],"
    "          \"seed\": 42, \"steps\": 20, \"cfg\": 3.0, \"sampler_name\": \"euler\", \"scheduler\": \"normal\","
    "          \"denoise\": 1.0}},"
    " \"8\": {\"class_type\": \"VAEDecode\", \"inputs\": {\"samples\": [\"3\", 0], \"vae\": [\"4\", 2]}},"
    " \"9\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"8\", 0], \"filename_prefix\": \"txt2img\"}}}";

/* Says why a call failed, and releases the error. */
static int complain(const char *what, comfy_status status, comfy_error *error) {
    const char *details = comfy_error_details(error);
    fprintf(stderr, "%s: %s: %s\n", what, comfy_status_name(status), comfy_error_message(error));
    if (details != NULL) fprintf(stderr, "%s\n", details);
    comfy_error_release(error);
    return 1;
}

/* Any output image as pixels: nothing needs the disk. */
static int write_ppm(const char *path, const comfy_image *image) {
    FILE *file = fopen(path, "wb");
    int64_t y;
    if (file == NULL) {
        perror(path);
        return 1;
    }
    fprintf(file, "P6\n%lld %lld\n255\n", (long long)image->width, (long long)image->height);
    for (y = 0; y < image->height; y++)
        fwrite(image->pixels + y * image->stride, 3, (size_t)image->width, file);
    if (fclose(file) != 0) {
        perror(path);
        return 1;
    }
    return 0;
}

static int run(comfy_task *task) {
    comfy_event event = COMFY_EVENT_INIT;
    comfy_progress progress = COMFY_PROGRESS_INIT;
    comfy_image image = COMFY_IMAGE_INIT;
    comfy_error *error = NULL;
    comfy_status status;
    char *outputs = NULL;

    while ((status = comfy_task_poll_event(&event, task, 100, &error)) != COMFY_STATUS_END) {
        if (status < 0) return complain("comfy_task_poll_event", status, error);
        if (comfy_task_get_progress(&progress, task, NULL) == COMFY_STATUS_OK)
            fprintf(stderr, "\r%3.0f %%", 100 * progress.overall);
    }
    fputc('\n', stderr);

    status = comfy_task_get_result(&outputs, task, &error);
    if (status != COMFY_STATUS_OK) return complain("the workflow failed", status, error);
    puts(outputs);
    comfy_free(outputs);

    status = comfy_task_get_image(&image, task, 0, &error);
    if (status != COMFY_STATUS_OK) return complain("comfy_task_get_image", status, error);
    if (image.format != COMFY_PIXEL_FORMAT_RGB8) return 0;
    return write_ppm("txt2img.ppm", &image);
}

int main(int argc, char **argv) {
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    comfy_error *error = NULL;
    comfy_status status;
    int result;

    if (argc > 2) {
        fprintf(stderr, "usage: %s [MODELS-DIRECTORY]\n", argv[0]);
        return 2;
    }
    options.models_directory = argc == 2 ? argv[1] : "examples/demo-model";
    status = comfy_client_create(&client, &options, &error);
    if (status != COMFY_STATUS_OK) return complain("comfy_client_create", status, error);

    status = comfy_client_queue_prompt(&task, client, workflow, NULL, &error);
    result = status == COMFY_STATUS_OK ? run(task) : complain("comfy_client_queue_prompt", status, error);

    comfy_task_release(task);
    comfy_client_destroy(client);
    return result;
}
