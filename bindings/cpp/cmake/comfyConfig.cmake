# find_package(comfy) gives the target comfy::comfy: the library with comfy.h and comfy.hpp.
# It is found through its own place, cmake/comfy below the libraries' folder, so that the prefix may be moved.
get_filename_component(_comfy_libraries "${CMAKE_CURRENT_LIST_DIR}/../.." REALPATH)
get_filename_component(_comfy_headers "${_comfy_libraries}/../include" REALPATH)
if(NOT TARGET comfy::comfy)
  add_library(comfy::comfy SHARED IMPORTED)
  set_target_properties(comfy::comfy PROPERTIES
    IMPORTED_LOCATION "${_comfy_libraries}/libcomfy.so"
    IMPORTED_SONAME "libcomfy.so.0"
    INTERFACE_INCLUDE_DIRECTORIES "${_comfy_headers}")
endif()
unset(_comfy_libraries)
unset(_comfy_headers)
