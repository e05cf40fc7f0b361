using System.Runtime.InteropServices;

namespace Likeness.Imaging.Vips;

/// <summary>The functions of GObject and GLib that the bindings use, and GObject's fundamental types.</summary>
internal static unsafe partial class GObjectNative
{
    private const string GObject = "gobject";
    private const string GLib = "glib";

    /// <summary>G_TYPE_BOOLEAN.</summary>
    public const nuint BooleanType = 5 << 2;

    /// <summary>G_TYPE_INT; converts to enumerations and flags by itself.</summary>
    public const nuint IntType = 6 << 2;

    /// <summary>G_TYPE_DOUBLE.</summary>
    public const nuint DoubleType = 15 << 2;

    /// <summary>G_TYPE_STRING.</summary>
    public const nuint StringType = 16 << 2;

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    public static partial void Release(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(nint instance, string name, GValue* value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint instance, string name, GValue* value);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    public static partial GValue* InitValue(GValue* value, nuint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    public static partial void UnsetValue(GValue* value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boolean")]
    public static partial void SetBoolean(GValue* value, int content);

    [LibraryImport(GObject, EntryPoint = "g_value_set_int")]
    public static partial void SetInt(GValue* value, int content);

    [LibraryImport(GObject, EntryPoint = "g_value_set_double")]
    public static partial void SetDouble(GValue* value, double content);

    [LibraryImport(GObject, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetString(GValue* value, string content);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    public static partial void SetObject(GValue* value, nint instance);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boxed")]
    public static partial void SetBoxed(GValue* value, nint boxed);

    [LibraryImport(GObject, EntryPoint = "g_value_dup_object")]
    public static partial nint DuplicateObject(GValue* value);

    [LibraryImport(GLib, EntryPoint = "g_free")]
    public static partial void Free(void* memory);

    [LibraryImport(GLib, EntryPoint = "g_setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);
}
