"""What Blender gives, in one place each: layers that know no face. Where its versions differ, a
comment begins with "Blender versions:".
"""
