# find_package(comfy) gives the target comfy::comfy: the library with comfy.h and comfy.hpp.
# It is found through its own place, lib/cmake/comfy below the prefix, so that the prefix may be moved.
get_filename_component(_comfy_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." REALPATH)
if(NOT TARGET comfy::comfy)
  add_library(comfy::comfy SHARED IMPORTED)
  set_target_properties(comfy::comfy PROPERTIES
    IMPORTED_LOCATION "${_comfy_prefix}/lib/libcomfy.so"
    IMPORTED_SONAME "libcomfy.so.0"
    INTERFACE_INCLUDE_DIRECTORIES "${_comfy_prefix}/include")
endif()
unset(_comfy_prefix)
