# usher_room(NAME [USES target...] [PRIVATE_USES target...])
#   One room: the library usher_NAME (usher::NAME) from every .cpp in this folder. What it may use is what it links:
#   the pure rooms link neither Asio nor curl nor JSON, so an include from there does not build.
function(usher_room name)
  cmake_parse_arguments(ROOM "" "" "USES;PRIVATE_USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(sources)
    add_library(usher_${name} STATIC ${sources})
    target_link_libraries(usher_${name} PUBLIC usher::options ${ROOM_USES} PRIVATE ${ROOM_PRIVATE_USES})
    target_include_directories(usher_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  else()
    add_library(usher_${name} INTERFACE)
    target_link_libraries(usher_${name} INTERFACE usher::options ${ROOM_USES})
  endif()
  add_library(usher::${name} ALIAS usher_${name})
endfunction()

# usher_tests(NAME [USES target...])
#   One test program per room, usher_NAME_tests, from every *_test.cpp in this folder; each test case becomes a CTest test.
function(usher_tests name)
  cmake_parse_arguments(T "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  add_executable(usher_${name}_tests ${sources})
  target_link_libraries(usher_${name}_tests PRIVATE usher::options usher_testing ${T_USES})
  target_include_directories(usher_${name}_tests PRIVATE "${PROJECT_SOURCE_DIR}/tests" "${PROJECT_SOURCE_DIR}/src")
  target_compile_definitions(usher_${name}_tests PRIVATE
    USHER_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}" USHER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  doctest_discover_tests(usher_${name}_tests
    TEST_PREFIX "${name}: "
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES TIMEOUT 300)
endfunction()
