/*
 * The workflow in a picture that ComfyUI saved, once more with another prompt and seed.
 *
 *     cc -o again examples/c/again.c $(pkg-config --cflags --libs comfy) -Wl,-rpath,$PWD/dist/lib
 *     ./again picture.png "a yellow star" 7 examples/demo-model
 */
#include <comfy.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    static unsigned char file[1 << 25];
    comfy_client_options options = COMFY_CLIENT_OPTIONS_INIT;
    comfy_client *client = NULL;
    comfy_task *task = NULL;
    comfy_error *error = NULL;
    char *workflow = NULL, *prompted = NULL, *seeded = NULL, *outputs = NULL;
    FILE *picture = argc > 3 ? fopen(argv[1], "rb") : NULL;
    size_t size = picture != NULL ? fread(file, 1, sizeof file, picture) : 0;
    int failed;

    options.models_directory = argc > 4 ? argv[4] : NULL;
    failed = comfy_client_create(&client, &options, &error) || comfy_workflow_read(&workflow, file, size, &error) ||
             comfy_workflow_set_prompt(&prompted, client, workflow, argv[2], NULL, &error) ||
             comfy_workflow_set_seed(&seeded, client, prompted, strtoull(argv[3], NULL, 10), &error) ||
             comfy_client_queue_prompt(&task, client, seeded, NULL, &error) || comfy_task_wait(task, -1, &error) ||
             comfy_task_get_result(&outputs, task, &error);
    puts(failed ? comfy_error_message(error) : outputs);
    comfy_error_release(error);
    comfy_free(workflow), comfy_free(prompted), comfy_free(seeded), comfy_free(outputs);
    comfy_task_release(task);
    comfy_client_destroy(client);
    if (picture != NULL) fclose(picture);
    return failed;
}
