#include "workflows.h"

#include "random.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 24, DEEPEST = 5 };

static json_t *schemas;
/* All classes, and those that are outputs. */
static const char **classes, **outputs;
static size_t class_count, output_count;

int workflows_prepare(const char *text) {
    const char *name;
    json_t *schema;
    /* seeds reach beyond jansson's integers */
    schemas = json_loads(text, JSON_DECODE_INT_AS_REAL, NULL);
    if (!json_is_object(schemas)) return 0;
    classes = calloc(json_object_size(schemas), sizeof *classes);
    outputs = calloc(json_object_size(schemas), sizeof *outputs);
    json_object_foreach(schemas, name, schema) {
        classes[class_count++] = name;
        if (json_is_true(json_object_get(schema, "output_node"))) outputs[output_count++] = name;
    }
    return output_count > 0;
}

/* A graph that grows from its outputs towards their inputs. */
struct graph {
    json_t *nodes;
    uint64_t *random;
};

static int gives(const json_t *schema, const char *type, uint64_t *random) {
    const json_t *types = json_object_get(schema, "output");
    size_t count = json_array_size(types), first = count > 0 ? random_below(random, count) : 0, i;
    for (i = 0; i < count; i++) {
        size_t slot = (first + i) % count;
        const char *given = json_string_value(json_array_get(types, slot));
        if (given != NULL && (strcmp(given, type) == 0 || strcmp(given, "*") == 0 || strcmp(type, "*") == 0))
            return (int)slot;
    }
    return -1;
}

static json_t *link_to(const char *id, int slot) { return json_pack("[s, i]", id, slot); }

static const char *add_node(struct graph *graph, const char *class_name, int depth, char id[16]);

/* What gives a value of the type: a node that is there, or a new one; NULL if there is none. */
static json_t *source(struct graph *graph, const char *type, int depth) {
    const char *id;
    json_t *node;
    char made[16];
    size_t first = random_below(graph->random, class_count), i;
    if (random_chance(graph->random, 60) || depth >= DEEPEST) {
        json_object_foreach(graph->nodes, id, node) {
            const json_t *schema = json_object_get(schemas, json_string_value(json_object_get(node, "class_type")));
            int slot = gives(schema, type, graph->random);
            /* A node that is being made has no inputs yet: a link to it would be a circle. */
            if (slot >= 0 && json_object_get(node, "done") != NULL) return link_to(id, slot);
        }
    }
    if (depth >= DEEPEST || json_object_size(graph->nodes) >= MOST_NODES) return NULL;
    for (i = 0; i < class_count; i++) {
        const char *name = classes[(first + i) % class_count];
        int slot = gives(json_object_get(schemas, name), type, graph->random);
        if (slot >= 0) {
            add_node(graph, name, depth + 1, made);
            return link_to(made, slot);
        }
    }
    return NULL;
}

static json_t *number(const json_t *options, int is_whole, uint64_t *random) {
    double low = json_number_value(json_object_get(options, "min"));
    double high = json_object_get(options, "max") != NULL ? json_number_value(json_object_get(options, "max")) : 64;
    const json_t *standard = json_object_get(options, "default");
    double value;
    /* mostly small: work, not waiting */
    value = low + random_unit(random) * (high - low > 96 ? 96 : high - low);
    if (standard != NULL && random_chance(random, 30)) value = json_number_value(standard);
    else if (random_chance(random, 4)) value = high;
    else if (random_chance(random, 2)) value = low - 1;
    return is_whole && value > -0x1p62 && value < 0x1p62 ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *text(uint64_t *random) {
    static const char *const texts[] = {
        "", "a red circle", "a (red:1.3) circle, embedding:none", "%date:yyyy-MM-dd%/x", "../../etc", "{0} {a!r:>5}",
        "(a|b)*c", "1, 2, 3", "[[1, 2], [3, 4]]", "\xc3\xa9\xf0\x9f\xa6\x8a", "a + b * 2 ** 3", "nan",
    };
    return json_string(texts[random_below(random, sizeof texts / sizeof *texts)]);
}

static json_t *input(struct graph *graph, const json_t *specification, int depth) {
    const json_t *type = json_array_get(specification, 0), *options = json_array_get(specification, 1);
    const char *name = json_string_value(type);
    if (json_is_array(type) || (name != NULL && strcmp(name, "COMBO") == 0)) {
        const json_t *choices = json_is_array(type) ? type : json_object_get(options, "options");
        size_t count = json_array_size(choices);
        return count > 0 ? json_deep_copy(json_array_get(choices, random_below(graph->random, count))) : text(graph->random);
    }
    if (name == NULL) return json_null();
    if (random_chance(graph->random, 90)) {
        if (strcmp(name, "INT") == 0) return number(options, 1, graph->random);
        if (strcmp(name, "FLOAT") == 0) return number(options, 0, graph->random);
        if (strcmp(name, "BOOLEAN") == 0) return json_boolean(random_chance(graph->random, 50));
        if (strcmp(name, "STRING") == 0) return text(graph->random);
    }
    return source(graph, name, depth);
}

static const char *add_node(struct graph *graph, const char *class_name, int depth, char id[16]) {
    static const char *const sections[] = {"required", "optional"};
    const json_t *inputs = json_object_get(json_object_get(schemas, class_name), "input");
    json_t *node = json_pack("{s: s}", "class_type", class_name), *given = json_object(), *specification;
    const char *name;
    size_t section;
    snprintf(id, 16, "%zu", json_object_size(graph->nodes) + 1);
    json_object_set_new(graph->nodes, id, node);
    for (section = 0; section < 2; section++) {
        json_object_foreach(json_object_get(inputs, sections[section]), name, specification) {
            json_t *value = NULL;
            if (section == 0 || random_chance(graph->random, 40)) value = input(graph, specification, depth);
            if (value != NULL) json_object_set_new(given, name, value);
        }
    }
    json_object_set_new(node, "inputs", given);
    json_object_set_new(node, "done", json_true());
    return id;
}

char *workflow_random(uint64_t *random) {
    struct graph graph = {json_object(), random};
    const char *id;
    json_t *node;
    char *result, made[16];
    int count = 1 + (int)random_below(random, 3);
    while (count-- > 0) add_node(&graph, outputs[random_below(random, output_count)], 0, made);
    json_object_foreach(graph.nodes, id, node) json_object_del(node, "done");
    result = json_dumps(graph.nodes, JSON_COMPACT);
    json_decref(graph.nodes);
    return result;
}

char *workflow_damaged(uint64_t *random) {
    char *result = workflow_random(random);
    size_t length = strlen(result), i;
    for (i = random_below(random, 8); length > 0 && i > 0; i--)
        result[random_below(random, length)] = (char)(1 + random_below(random, 255));
    if (length > 0 && random_chance(random, 20)) result[random_below(random, length)] = 0;
    return result;
}
