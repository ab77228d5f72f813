# Read by ranker.sh's build, after llama-cpp-python's project(): what llama.cpp's own programs share is half of the work, and the
# library needs none of it. The project turns it on in the cache, before which a variable of this name goes.
set(LLAMA_BUILD_COMMON OFF)
